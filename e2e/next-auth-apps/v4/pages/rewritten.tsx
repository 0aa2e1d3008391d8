import { useRouter } from 'next/router'

export default function Rewritten() {
  return <p data-testid="rewritten">{`For ${useRouter().query.for ?? ''}`}</p>
}
