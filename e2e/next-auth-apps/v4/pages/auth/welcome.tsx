import { useRouter } from 'next/router'
import { Who } from '../../components/who'

export default function Welcome() {
  return (
    <>
      <p data-testid="callback-url">{useRouter().query.callbackUrl}</p>
      <Who />
    </>
  )
}
