export default function Verify() {
  return <p data-testid="verify">A sign-in link is on its way.</p>
}
