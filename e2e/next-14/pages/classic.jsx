import { getSessionSnapshot } from 'sojourn/next'
import { authOptions } from '../auth'
import { Visitor } from '../visitor'

export async function getServerSideProps({ req, res }) {
  return { props: { snapshot: await getSessionSnapshot(req, res, authOptions) } }
}

export default function Classic() {
  return <Visitor />
}
