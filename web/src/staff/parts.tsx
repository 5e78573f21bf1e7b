/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import sprite from '../parts/icons.svg?no-inline'
import type { IconName } from '../parts/Icon'

export function Icon({ name, size = '' }: { name: IconName; size?: 's' | 'xs' | '' }) {
  return (
    <svg class={'ic ' + size} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  )
}

/** A numbered heading; a tick when its step is done. */
export function Step({
  n,
  done,
  children,
  more,
}: {
  n: string
  done?: boolean
  children: ComponentChildren
  more?: ComponentChildren
}) {
  return (
    <h2>
      <i class={done ? 'ok' : ''} aria-hidden="true">
        {done ? <Icon name="check" size="xs" /> : n}
      </i>
      {children}
      {more}
    </h2>
  )
}

/** Buttons of which one, or none, is chosen. */
export function Chips<V extends string>({
  label,
  of,
  value,
  onPick,
}: {
  label: string
  of: { value: V; text: string }[]
  value?: V
  onPick: (v: V | undefined) => void
}) {
  return (
    <div class="oc" role="group" aria-label={label}>
      {of.map((o) => (
        <button
          key={o.value}
          type="button"
          aria-pressed={value === o.value}
          onClick={() => onPick(value === o.value ? undefined : o.value)}
        >
          {o.text}
        </button>
      ))}
    </div>
  )
}
