import { Lab } from '../components/lab'

export default function Static() {
  return <Lab />
}
