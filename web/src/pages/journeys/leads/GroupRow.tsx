import { Menu, MultiSelect, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LeadCase, LeadGroup } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { channels } from '@/parts/parts'

export type Group = LeadGroup & { key: string }

/** What a case can look at, in the order in which people think of it. */
export const fields = ['source', 'medium', 'campaign', 'channel', 'referrer', 'click'] as const
type Field = (typeof fields)[number]

interface Props {
  group: Group
  at: number
  called: string
  count?: number
  open: boolean
  toggle: () => void
  put: (g: Group) => void
  up?: () => void
  down?: () => void
  remove?: () => void
  /** The group of what no other takes. */
  last: boolean
}

/** One group: its place, its name, how many customers it has; opened, the cases it takes. */
export function GroupRow(p: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const called = p.called || t('lead.groups.new')
  return (
    <li className="lg-g" ref={p.open && !p.group.id ? shown : undefined}>
      <div className="lg-h">
        <span className="num">{p.at + 1}</span>
        <button
          type="button"
          className="btn nm cut"
          aria-expanded={p.open}
          aria-label={t('lead.groups.open', { name: called })}
          onClick={p.toggle}
        >
          <Icon name={p.open ? 'down' : 'right'} size="s" />
          {called}
        </button>
        <span className="t3 sm nw">{p.count !== undefined && t('lead.groups.count', { n: f.num(p.count) })}</span>
        <Tool icon="up" label={t('lead.groups.up', { name: called })} go={p.up} />
        <Tool icon="down" label={t('lead.groups.down', { name: called })} go={p.down} />
        <Tool icon="trash" label={t('lead.groups.delete', { name: called })} go={p.remove} />
      </div>
      {p.open && (
        <div className="lg-b">
          <TextInput
            label={t('lead.groups.name')}
            placeholder={p.group.id ? t(`lead.group.${p.group.id}`, { defaultValue: '' }) : t('lead.groups.namePh')}
            value={p.group.name ?? ''}
            maxLength={60}
            onChange={(e) => p.put({ ...p.group, name: e.currentTarget.value || undefined })}
          />
          {p.last ? <p className="t3 sm">{t('lead.groups.rest')}</p> : <Cases {...p} />}
        </div>
      )}
    </li>
  )
}

/** Brings a new group into view. */
const shown = (li: HTMLElement | null) => li?.scrollIntoView({ block: 'nearest' })

function Tool({ icon, label, go }: { icon: 'up' | 'down' | 'trash'; label: string; go?: () => void }) {
  return (
    <button type="button" className="btn i" aria-label={label} title={label} disabled={!go} onClick={go}>
      <Icon name={icon} size="s" />
    </button>
  )
}

function Cases({ group, put }: Props) {
  const { t } = useTranslation()
  const cases = group.any ?? []
  const set = (any: LeadCase[]) => put({ ...group, any })
  return (
    <>
      {cases.map((c, i) => (
        <Case
          key={i}
          of={c}
          word={t(i ? 'lead.groups.or' : 'lead.groups.when')}
          put={(next) => set(cases.map((x, j) => (j === i ? next : x)))}
          remove={cases.length > 1 ? () => set(cases.filter((_, j) => j !== i)) : undefined}
        />
      ))}
      <button
        type="button"
        className="btn"
        style={{ justifySelf: 'start' }}
        onClick={() => set([...cases, { source: [] }])}
      >
        <Icon name="plus" size="s" />
        {t('lead.groups.case')}
      </button>
    </>
  )
}

/** "When": conditions that must all hold, each by one of some values. */
function Case({
  of,
  word,
  put,
  remove,
}: {
  of: LeadCase
  word: string
  put: (c: LeadCase) => void
  remove?: () => void
}) {
  const { t } = useTranslation()
  const used = fields.filter((k) => of[k] !== undefined)
  const without = (k: Field) => {
    const next = { ...of }
    delete next[k]
    return next
  }
  return (
    <fieldset className="lg-c" style={{ border: 0, margin: 0 }}>
      <div className="rowh">
        <legend className="t3 sm">{word}</legend>
        <span className="sp" style={{ flex: 1 }} />
        {remove && (
          <button
            type="button"
            className="btn i"
            aria-label={t('lead.groups.deleteCase')}
            title={t('lead.groups.deleteCase')}
            onClick={remove}
          >
            <Icon name="x" size="s" />
          </button>
        )}
      </div>
      {used.map((k) => (
        <Values
          key={k}
          field={k}
          values={of[k] ?? []}
          put={(v) => put(v ? { ...of, [k]: v } : without(k))}
          only={used.length === 1}
        />
      ))}
      {used.length < fields.length && (
        <Menu>
          <Menu.Target>
            <button type="button" className="btn" style={{ justifySelf: 'start' }}>
              <Icon name="plus" size="s" />
              {t('lead.groups.and')}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {fields
              .filter((k) => !used.includes(k))
              .map((k) => (
                <Menu.Item key={k} onClick={() => put({ ...of, [k]: [] })}>
                  {t(`lead.groups.field.${k}`)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </fieldset>
  )
}

/** The values of one condition, of which one must hold; null takes the condition away. */
function Values({
  field,
  values,
  put,
  only,
}: {
  field: Field
  values: string[]
  put: (v: string[] | null) => void
  only: boolean
}) {
  const { t } = useTranslation()
  const none = t('lead.groups.none')
  const label = t(`lead.groups.field.${field}`)
  const away = !only && (
    <button type="button" className="btn i" aria-label={`${t('common.delete')}: ${label}`} onClick={() => put(null)}>
      <Icon name="x" size="s" />
    </button>
  )
  if (field === 'channel')
    return (
      <MultiSelect
        label={label}
        searchable
        value={values}
        onChange={put}
        data={[...new Set([...channels, ...values])].map((c) => ({
          value: c,
          label: t(`channel.${c}`, { defaultValue: c }),
        }))}
        comboboxProps={{ withinPortal: true }}
        rightSection={away || undefined}
      />
    )
  return (
    <TagsInput
      label={label}
      description={field === 'source' ? t('lead.groups.hint') : undefined}
      value={values.map((v) => v || none)}
      onChange={(v) => put(v.map((x) => (x === none ? '' : x)))}
      data={[none]}
      acceptValueOnBlur
      splitChars={[',']}
      rightSection={away || undefined}
    />
  )
}
