export default function Members() {
  return <p data-testid="page">members</p>
}
