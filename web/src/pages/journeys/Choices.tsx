import { Checkbox, Menu, Popover, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '@/format'
import { Icon, type IconName } from '@/parts/Icon'
import { FilterButton } from '@/view/ViewBar'
import { usePlaces } from './Bar'

/** A choice of one among a few, as a row of buttons. */
export function Seg<T extends string>({
  value,
  of,
  onPick,
  label,
}: {
  value: T
  of: readonly { value: T; word: string; title?: string }[]
  onPick: (v: T) => void
  label: string
}) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {of.map((o) => (
        <button
          key={o.value}
          type="button"
          aria-pressed={o.value === value}
          title={o.title}
          onClick={() => onPick(o.value)}
        >
          {o.word}
        </button>
      ))}
    </div>
  )
}

/** A choice of one among many, as a menu under a filter button. */
export function Pick<T extends string | number>({
  icon,
  label,
  value,
  of,
  onPick,
  word,
}: {
  icon: IconName
  label?: string
  value: T
  of: readonly T[]
  onPick: (v: T) => void
  word: (v: T) => string
}) {
  return (
    <Menu>
      <Menu.Target>
        <FilterButton icon={icon} label={label} value={word(value)} className="cut" />
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflow: 'auto' }}>
        {of.map((v) => (
          <Menu.Item key={v} onClick={() => onPick(v)} rightSection={v === value && <Icon name="check" size="s" />}>
            {word(v)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Touchpoints to tick off, by stage; a stage's name takes all of it. */
export function PlaceList({
  chosen,
  onChange,
  foot,
}: {
  chosen: string[]
  onChange: (ids: string[]) => void
  foot?: ReactNode
}) {
  const { t } = useTranslation()
  const [find, setFind] = useState('')
  const groups = usePlaces()
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id])
  return (
    <div className="stack8">
      <TextInput
        aria-label={t('common.search')}
        placeholder={t('common.search')}
        value={find}
        onChange={(e) => setFind(e.currentTarget.value)}
        data-autofocus
      />
      <div className="goal-l">
        {groups.map((g) => {
          const items = g.items.filter((i) => plain(i.name).includes(plain(find)))
          if (items.length === 0) return null
          const all = items.every((i) => chosen.includes(i.id))
          return (
            <fieldset key={g.group}>
              {g.group && (
                <legend className="t3 xs row">
                  <span>{g.group}</span>
                  {items.length > 1 && (
                    <button
                      type="button"
                      className="link"
                      onClick={() =>
                        onChange(
                          all
                            ? chosen.filter((c) => !items.some((i) => i.id === c))
                            : [...new Set([...chosen, ...items.map((i) => i.id)])],
                        )
                      }
                    >
                      {t(all ? 'figures.noneOf' : 'figures.allOf')}
                    </button>
                  )}
                </legend>
              )}
              {items.map((i) => (
                <Checkbox
                  key={i.id}
                  size="xs"
                  checked={chosen.includes(i.id)}
                  onChange={() => toggle(i.id)}
                  label={i.name}
                />
              ))}
            </fieldset>
          )
        })}
      </div>
      {foot}
    </div>
  )
}

/** A popover with touchpoints to tick off, under any button. */
export function PlacePopover({
  chosen,
  onChange,
  label,
  once,
  foot,
  target,
}: {
  /** Closes with the first tick. */ once?: boolean
  chosen: string[]
  onChange: (ids: string[]) => void
  label: string
  foot?: (close: () => void) => ReactNode
  target: (open: boolean, toggle: () => void) => ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus>
      <Popover.Target>{target(open, () => setOpen(!open))}</Popover.Target>
      <Popover.Dropdown aria-label={label}>
        {open && (
          <PlaceList
            chosen={chosen}
            onChange={(ids) => {
              if (once) setOpen(false)
              onChange(ids)
            }}
            foot={foot?.(() => setOpen(false))}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
