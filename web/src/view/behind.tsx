import { createContext, lazy, Suspense, useContext, useState, type ReactNode } from 'react'
import type { Figure, Query } from '@/api/types'

const Drawer = lazy(() => import('@/pages/customers/CustomersDrawer').then((m) => ({ default: m.CustomersDrawer })))

/** A number of an answer, and what it counts in words. */
export interface Behind {
  query: Query
  figure: Figure
  title: string
}

const Open = createContext<(b: Behind) => void>(() => {})

/** Opens the list of the customers behind a number. */
export const useBehind = () => useContext(Open)

/** Gives pages the drawer of customers; it loads when first opened. */
export function BehindProvider({ children }: { children: ReactNode }) {
  const [behind, setBehind] = useState<Behind | null>(null)
  const [used, setUsed] = useState(false)
  const open = (b: Behind) => {
    setUsed(true)
    setBehind(b)
  }
  return (
    <Open value={open}>
      {children}
      {used && (
        <Suspense>
          <Drawer behind={behind} onClose={() => setBehind(null)} />
        </Suspense>
      )}
    </Open>
  )
}

/** A number that opens the customers behind it. Without a figure it is plain text. */
export function Opens({
  query,
  figure,
  title,
  children,
  tabIndex,
  className,
}: {
  query: Query
  figure: Figure | null
  title: string
  children: ReactNode
  tabIndex?: number
  className?: string
}) {
  const open = useBehind()
  if (!figure) return <span className={className}>{children}</span>
  return (
    <button
      type="button"
      className={'open-n ' + (className ?? '')}
      title={title}
      tabIndex={tabIndex}
      onClick={(e) => {
        e.stopPropagation()
        open({ query, figure, title })
      }}
    >
      {children}
    </button>
  )
}
