/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import type { IconName } from '../parts/Icon'
import { Chips, Icon, Step } from './parts'
import type { Tile, Touch, Written } from './store'
import type { Who } from './who'
import { WhoCard } from './WhoCard'
import { t } from './words'

interface Props {
  who?: Who
  tiles: Tile[]
  zone: string
  /** What was refused, to be corrected. */
  from?: Written
  onFind: () => void
  onUnknown: () => void
  onWrite: (tile: Tile, more: Partial<Touch>) => void
}

interface Form {
  tile?: Tile
  outcome?: string
  value: string
  note: string
}

const formOf = (tiles: Tile[], touch?: Touch): Form => ({
  tile: tiles.find((x) => x.event === touch?.event && x.channel === touch?.channel),
  outcome: touch?.outcome,
  value: grouped(String(touch?.value ?? '')),
  note: touch?.note ?? '',
})

/** Customer, what, write: the result may be left out. */
export function Record({ who, tiles, zone, from, onFind, onUnknown, onWrite }: Props) {
  const [form, setForm] = useState(() => formOf(tiles, from?.touch))
  const change = (more: Partial<Form>) => setForm((f) => ({ ...f, ...more }))
  const { tile, outcome, note } = form
  const value = Number(form.value.replace(/\D/g, '')) || undefined
  const write = () => tile && who && onWrite(tile, { outcome, value, note: note.trim() || undefined })
  return (
    <section>
      <Whose who={who} zone={zone} onFind={onFind} onUnknown={onUnknown} />
      <Tiles tiles={tiles} chosen={tile} choose={(x) => change({ tile: x, outcome: undefined })} />
      {tile && <Result form={form} tile={tile} change={change} />}
      <div class="dock">
        <button type="button" class="big1" disabled={!tile || !who} onClick={write}>
          <Icon name="check" />
          {tile ? t('staff.write', { what: tile.label }) : t('staff.writeNothing')}
        </button>
      </div>
    </section>
  )
}

function Whose({ who, zone, onFind, onUnknown }: Pick<Props, 'who' | 'zone' | 'onFind' | 'onUnknown'>) {
  const other = (
    <button type="button" class="txt" onClick={onFind}>
      {t('staff.change')}
    </button>
  )
  return (
    <>
      <Step n="1" done={!!who} more={who && other}>
        {t('staff.customer')}
      </Step>
      {who ? (
        <WhoCard who={who} zone={zone} />
      ) : (
        <div class="pair">
          <button type="button" onClick={onFind}>
            <Icon name="search" />
            {t('staff.find')}
          </button>
          <button type="button" onClick={onUnknown}>
            <Icon name="user" />
            {t('staff.unknown')}
          </button>
        </div>
      )}
    </>
  )
}

const eventIcons: Record<string, IconName> = {
  'Store Visited': 'store',
  'Order Completed': 'card',
  'Booking Made': 'cal',
  'Appointment Booked': 'cal',
  'Treatment Started': 'bed',
  'Treatment Completed': 'bed',
  'Loyalty Points Earned': 'star',
  'Ticket Opened': 'alert',
}
const channelIcons: Partial<Record<string, IconName>> = {
  store: 'store',
  event: 'event',
  call: 'call',
  print: 'print',
  chat: 'chat',
}
const iconOf = (tile: Tile): IconName => eventIcons[tile.event] ?? channelIcons[tile.channel] ?? 'edit'

function Tiles({ tiles, chosen, choose }: { tiles: Tile[]; chosen?: Tile; choose: (x: Tile) => void }) {
  return (
    <>
      <Step n="2" done={!!chosen}>
        {t('staff.what')}
      </Step>
      {tiles.length === 0 ? (
        <p class="none">{t('staff.noTiles')}</p>
      ) : (
        <div class="tl6" role="group" aria-label={t('staff.what')}>
          {tiles.map((x) => (
            <button key={x.id} type="button" aria-pressed={chosen?.id === x.id} onClick={() => choose(x)}>
              <Icon name={iconOf(x)} />
              <span>{x.label}</span>
            </button>
          ))}
        </div>
      )}
    </>
  )
}

/** What came of it, what was taken in, a note: all may be left out. */
function Result({ form, tile, change }: { form: Form; tile: Tile; change: (more: Partial<Form>) => void }) {
  return (
    <>
      <Step n="+">
        {t('staff.result')} <small>{t('staff.optional')}</small>
      </Step>
      {tile.outcomes.length > 0 && (
        <Chips
          label={t('staff.result')}
          of={tile.outcomes.map((o) => ({ value: o, text: o }))}
          value={form.outcome}
          onPick={(outcome) => change({ outcome })}
        />
      )}
      <div class="flds">
        <label>
          {t('staff.value')}
          <input
            inputMode="numeric"
            autoComplete="off"
            value={form.value}
            maxLength={16}
            onInput={(e) => change({ value: grouped(e.currentTarget.value) })}
          />
        </label>
        <label>
          {t('staff.note')}
          <input
            value={form.note}
            maxLength={1000}
            autoComplete="off"
            onInput={(e) => change({ note: e.currentTarget.value })}
          />
        </label>
      </div>
    </>
  )
}

const grouped = (s: string) => s.replace(/\D/g, '').replace(/\B(?=(\d{3})+$)/g, '.')
