export default async function Failure({
  searchParams,
}: {
  searchParams: Promise<{ error?: string }>
}) {
  return <p data-testid="error">{(await searchParams).error}</p>
}
