import type { GetServerSideProps } from 'next'
import { getServerSession } from 'next-auth/next'
import { authOptions } from '../auth/options'
import { basePath } from '../auth/variant'
import { Lab } from '../components/lab'

export default function Home() {
  return <Lab />
}

export const getServerSideProps: GetServerSideProps = async ({ req, res }) => ({
  props: { session: await getServerSession(req, res, authOptions), basePath },
})
