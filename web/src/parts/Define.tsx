import { Tooltip } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'

interface Props {
  what: string
  /** A glyph stands for the words: the definition is its name. */
  mark?: boolean
  tabIndex?: number
  children: ReactNode
}

/**
 * Words whose definition opens on hover, on tap and by keyboard. It stands on the name of a figure, or on what says how sure it is;
 * the figure itself stays free to open its customers.
 */
export function Define({ what, mark, tabIndex, children }: Props) {
  const [held, hold] = useState(false)
  const ref = useClickOutside<HTMLButtonElement>(() => hold(false))
  return (
    <Tooltip label={what} opened={held || undefined} events={{ hover: true, focus: true, touch: false }}>
      <button
        ref={ref}
        type="button"
        className="def"
        aria-label={mark ? what : undefined}
        tabIndex={tabIndex}
        onClick={(e) => {
          e.stopPropagation()
          hold(!held)
        }}
        onKeyDown={(e) => {
          if (e.key !== 'Escape' || !held) return
          e.stopPropagation()
          hold(false)
        }}
      >
        {children}
      </button>
    </Tooltip>
  )
}
