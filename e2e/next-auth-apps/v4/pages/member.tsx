import { Who } from '../components/who'
import type { GuardedPage } from './_app'

const Member: GuardedPage = () => <Who />

Member.auth = true

export default Member
