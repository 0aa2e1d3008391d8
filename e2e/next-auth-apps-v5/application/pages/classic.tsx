import type { GetServerSideProps } from 'next'
import { useSession } from 'next-auth/react'
import { auth } from '@/auth'

interface Props {
  seen: string
}

export default function Classic({ seen }: Props) {
  const { data: session, status } = useSession()
  return (
    <>
      <p data-testid="seen">{seen}</p>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{session?.user.name ?? 'nobody'}</p>
    </>
  )
}

export const getServerSideProps: GetServerSideProps<Props> = async (context) => {
  const session = await auth(context)
  return { props: { session, seen: session?.user.name ?? 'nobody' } }
}
