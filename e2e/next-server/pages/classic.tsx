import type { GetServerSideProps } from 'next'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../auth'

export const getServerSideProps: GetServerSideProps<{ name: string }> = async ({ req, res }) => {
  const session = await getServerSession(req, res, authOptions)
  return { props: { name: session?.user?.name ?? 'nobody' } }
}

export default function Classic({ name }: { name: string }) {
  return <p data-testid="classic">{name}</p>
}
