export default function LoginWithDifferentUser() {
  return <p data-testid="forbidden">Not for you.</p>
}
