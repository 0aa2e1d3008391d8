import { useRouter } from 'next/router'

export default function AuthError() {
  return <p data-testid="error">{useRouter().query.error}</p>
}
