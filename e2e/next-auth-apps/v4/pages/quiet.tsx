import { Who } from '../components/who'
import type { GuardedPage } from './_app'

const Quiet: GuardedPage = () => <Who />

Quiet.provider = { refetchOnWindowFocus: false }

export default Quiet
