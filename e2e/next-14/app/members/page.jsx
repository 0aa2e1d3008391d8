import { Visitor } from '../../visitor'

export default function Members() {
  return (
    <main>
      <h1>Members</h1>
      <Visitor />
    </main>
  )
}
