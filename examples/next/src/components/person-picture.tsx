import { initialsOf } from 'example-demo/initials'
import type { CSSProperties } from 'react'

interface PersonPictureProps {
  user?: { name?: string | null; image?: string | null } | undefined
  /** Width and height, in pixels. */
  size: number
}

export function PersonPicture({ user, size }: PersonPictureProps) {
  // The initials stay behind the picture, and are seen when it is missing or does not load.
  return (
    <span className="picture" aria-hidden="true" style={{ '--size': `${size}px` } as CSSProperties}>
      {initialsOf(user?.name)}
      {user?.image && <img src={user.image} alt="" width={size} height={size} />}
    </span>
  )
}
