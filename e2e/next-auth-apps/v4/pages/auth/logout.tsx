import { signOut } from 'next-auth/react'

export default function Logout() {
  return (
    <button type="button" data-testid="really" onClick={() => void signOut({ callbackUrl: '/' })}>
      Sign out
    </button>
  )
}
