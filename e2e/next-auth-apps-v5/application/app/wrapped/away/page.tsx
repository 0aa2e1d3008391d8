export default function Away() {
  return <p data-testid="page">away</p>
}
