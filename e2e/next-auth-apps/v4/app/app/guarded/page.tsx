import { Who } from '../../../components/who'

export default function Guarded() {
  return <Who />
}
