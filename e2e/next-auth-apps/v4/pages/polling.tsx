import { Who } from '../components/who'
import type { GuardedPage } from './_app'

const Polling: GuardedPage = () => <Who />

Polling.provider = { refetchInterval: 1, refetchWhenOffline: false }

export default Polling
