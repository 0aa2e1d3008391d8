export default function Join() {
  return <p data-testid="page">join</p>
}
