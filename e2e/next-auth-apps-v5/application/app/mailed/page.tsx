export default function Mailed() {
  return <p data-testid="page">mailed</p>
}
