import { useSession } from 'next-auth/react'
import type { GuardedPage } from './_app'

const AdminDashboard: GuardedPage = () => {
  // Never null inside this page, all the way down the React tree.
  const { data: session } = useSession()
  return <p data-testid="secret">{`Dashboard of ${session?.user.name}`}</p>
}

AdminDashboard.auth = {
  role: 'admin',
  loading: <p data-testid="waiting">A moment</p>,
  unauthorized: '/auth/login-with-different-user',
}

export default AdminDashboard
