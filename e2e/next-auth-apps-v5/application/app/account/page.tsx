import { auth } from '@/auth'

export default async function Account({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>
}) {
  const session = await auth()
  return (
    <main>
      <p data-testid="name">{session?.user.name}</p>
      <p data-testid="role">{session?.user.role}</p>
      <p data-testid="expires">{session?.expires}</p>
      <p data-testid="query">{new URLSearchParams(await searchParams).toString()}</p>
    </main>
  )
}
