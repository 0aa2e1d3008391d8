import { Visitor } from '../visitor'

/** Made at build time, so it brings no session. */
export default function Static() {
  return <Visitor />
}
