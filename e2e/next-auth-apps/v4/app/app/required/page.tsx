import { Lab } from '../../../components/lab'

export default function Required() {
  return <Lab options={{ required: true }} />
}
