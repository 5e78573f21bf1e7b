import { Menu, Select, Slider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { touchpointQuery } from '@/api/queries'
import type { JourneyMap, Match, Touchpoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { EditText } from '@/parts/EditText'
import { FileMenu } from '@/parts/FileMenu'
import { Icon } from '@/parts/Icon'
import { channels, ChannelIcon, IconButton, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { pageViewsQuery, useDays } from '@/view/counted'
import type { View } from '@/view/view'
import { useNames } from '@/view/names'
import { inStage, type Action } from './edit/actions'
import type { Numbers } from './numbers'
import { NameInput } from './StageHead'
import { useRemove } from './useRemove'
import { Kpis, Steps, Weeks, Whereabouts } from './TouchpointNumbers'

interface Props {
  map: JourneyMap
  touchpoint: Touchpoint
  version: number
  view: View
  numbers: Numbers | null
  act?: (a: Action) => void
  onBind: () => void
  onOpen: (id: string) => void
  onClose: () => void
  children: ReactNode
}

/** Everything about one touchpoint: its figures, where its customers went, and what a person writes about it. */
export function TouchpointPanel(p: Props) {
  const { map, touchpoint: tp, numbers } = p
  const row = numbers?.rows.get(tp.id)
  const detail = useQuery(touchpointQuery(map.id, tp.id, p.version, p.view))
  return (
    <>
      <Head {...p} />
      {row && numbers && row.reach > 0 && <Kpis map={map} tp={tp} row={row} numbers={numbers} />}
      {row && numbers && row.journeys > 0 && <Whereabouts tp={tp} row={row} numbers={numbers} days={map.windowDays} />}
      {row && row.reach > 0 && (
        <Loaded query={detail} rows={4}>
          {(d) => (
            <>
              <Steps map={map} touchpoint={tp} numbers={numbers} detail={d} onOpen={p.onOpen} />
              <Weeks detail={d} hot={!!numbers?.breakpoints.has(tp.id)} behind={!!row.behind} />
            </>
          )}
        </Loaded>
      )}
      <Views map={map} tp={tp} view={p.view} />
      <RuleSection tp={tp} onBind={p.onBind} editable={!!p.act} />
      <Words tp={tp} act={p.act} />
      {p.children}
    </>
  )
}

/** Views as Google Analytics counted them, beside the touches and never among them. */
function Views({ map, tp, view }: { map: JourneyMap; tp: Touchpoint; view: View }) {
  const { t } = useTranslation()
  const f = useFormat()
  const days = useDays()
  const c = useQuery({ ...pageViewsQuery(map.id, tp.id, view.span.from, view.span.to), retry: false }).data
  if (!c?.pages) return null
  return (
    <section>
      <h3>{t('map.ga.title')}</h3>
      <p>
        {t('map.ga.views', { count: c.views, n: f.num(c.views), pages: f.num(c.pages), days: days(c.days) })}{' '}
        <span className="t3">{t('map.ga.apart')}</span>
      </p>
    </section>
  )
}

function Head({ map, touchpoint: tp, numbers, view, act, onClose }: Props) {
  const { t } = useTranslation()
  const may = useMay('export')
  const f = useFormat()
  const [naming, setNaming] = useState(false)
  const hot = numbers?.breakpoints.get(tp.id)
  const stage = map.stages.find((s) => s.id === tp.stage)
  return (
    <div className="pan-h">
      <div className="row">
        <ChannelIcon channel={tp.channel} label />
        {naming && act ? (
          <NameInput
            value={tp.name}
            onDone={(name) => {
              setNaming(false)
              if (name) act({ type: 'tp.set', id: tp.id, patch: { name } })
            }}
          />
        ) : (
          <h2 title={tp.name} onDoubleClick={() => act && setNaming(true)}>
            {tp.name}
          </h2>
        )}
        {act && <TouchpointMenu map={map} tp={tp} act={act} rename={() => setNaming(true)} />}
        {may && (
          <FileMenu
            label={t('export.file.ofTouchpoint')}
            files={[
              {
                path: '/v1/touches',
                query: { map: map.id, touchpoint: tp.id, from: view.span.from, to: view.span.to },
                name: 'cham-touches',
                label: t('export.file.touches'),
              },
            ]}
          />
        )}
        <IconButton icon="x" label={t('common.close')} onClick={onClose} />
      </div>
      <div className="row" style={{ gap: 4, marginTop: 6, flexWrap: 'wrap' }}>
        {hot && (
          <Tag
            tone="pain"
            icon="crack"
            what={t(`map.breakTitle.${hot.kind}`, { low: f.points(hot.low), high: f.points(hot.high) })}
          >
            {t('map.breakpoint')}
          </Tag>
        )}
        {numbers?.neglected.has(tp.id) && (
          <Tag tone="warn" icon="eyeoff">
            {t('map.neglected')}
          </Tag>
        )}
        {tp.momentOfTruth && (
          <Tag tone="truth" icon="gem">
            {t('map.truth')}
          </Tag>
        )}
        {tp.goal && (
          <Tag tone="brand" icon="check">
            {t('map.goalTag')}
          </Tag>
        )}
        <Tag>{stage?.name}</Tag>
        {tp.owner && <Tag icon="user">{tp.owner}</Tag>}
      </div>
    </div>
  )
}

function TouchpointMenu({
  map,
  tp,
  act,
  rename,
}: {
  map: JourneyMap
  tp: Touchpoint
  act: (a: Action) => void
  rename: () => void
}) {
  const { t } = useTranslation()
  const remove = useRemove(map, act)
  const mates = inStage(map, tp.stage)
  const at = mates.indexOf(tp)
  const tick = (on: boolean | undefined) => on && <Icon name="check" size="s" />
  return (
    <Menu position="bottom-end" width={240} returnFocus={false}>
      <Menu.Target>
        <button type="button" className="btn i" aria-label={t('map.touchpointMenu', { name: tp.name })}>
          <Icon name="dots" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="edit" size="s" />} onClick={rename}>
          {t('common.rename')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="up" size="s" />}
          disabled={at === 0}
          onClick={() => act({ type: 'tp.move', id: tp.id, stage: tp.stage, index: at - 1 })}
        >
          {t('map.moveUp')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="down" size="s" />}
          disabled={at === mates.length - 1}
          onClick={() => act({ type: 'tp.move', id: tp.id, stage: tp.stage, index: at + 1 })}
        >
          {t('map.moveDown')}
        </Menu.Item>
        <Menu.Label>{t('map.moveTo')}</Menu.Label>
        {map.stages
          .filter((s) => s.id !== tp.stage)
          .map((s) => (
            <Menu.Item key={s.id} onClick={() => act({ type: 'tp.move', id: tp.id, stage: s.id, index: 999 })}>
              {s.name}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item
          rightSection={tick(tp.goal)}
          onClick={() => act({ type: 'tp.set', id: tp.id, patch: { goal: tp.goal ? undefined : true } })}
        >
          {t('map.goal')}
        </Menu.Item>
        <Menu.Item
          rightSection={tick(tp.momentOfTruth)}
          onClick={() =>
            act({ type: 'tp.set', id: tp.id, patch: { momentOfTruth: tp.momentOfTruth ? undefined : true } })
          }
        >
          {t('map.truth')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="trash" size="s" />}
          onClick={() => remove({ type: 'tp.remove', id: tp.id }, tp.name)}
        >
          {t('map.deleteTouchpoint')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const fields = ['event', 'channel', 'path', 'source', 'medium', 'campaign', 'device', 'branch'] as const

/** The conditions of a match as small labels: "Sự kiện Payment Started". */
export function MatchTags({ match }: { match: Match }) {
  const { t } = useTranslation()
  const names = useNames()
  const word = (k: (typeof fields)[number], v: string) =>
    k === 'channel' ? t(`channel.${v}`) : k === 'event' ? names.event(v) : v
  const tags = [
    ...fields.filter((k) => match[k]).map((k) => ({ k, label: t(`rule.${k}`), value: word(k, match[k]!) })),
    ...Object.entries(match.property ?? {}).map(([k, value]) => ({ k, label: names.property(k), value })),
  ]
  return (
    <>
      {tags.map((x) => (
        <span key={x.k} className="tag" title={`${x.label}: ${x.value}`}>
          {x.label} <b>{x.value}</b>
        </span>
      ))}
    </>
  )
}

function RuleSection({ tp, onBind, editable }: { tp: Touchpoint; onBind: () => void; editable: boolean }) {
  const { t } = useTranslation()
  return (
    <section>
      <h3>{t('rule.title')}</h3>
      {tp.rule.any.length === 0 ? (
        <p className="t2" style={{ marginBottom: 8 }}>
          {t('rule.none')}
        </p>
      ) : (
        <ul className="rule">
          {tp.rule.any.map((m, i) => (
            <li key={i}>
              {i > 0 && <span className="or">{t('rule.or')}</span>}
              <MatchTags match={m} />
            </li>
          ))}
        </ul>
      )}
      {editable && (
        <button type="button" className="btn o" onClick={onBind}>
          <Icon name="link" size="s" />
          {t(tp.rule.any.length ? 'rule.edit' : 'map.bind')}
        </button>
      )}
    </section>
  )
}

/** What people write down about the touchpoint. */
function Words({ tp, act }: { tp: Touchpoint; act?: (a: Action) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [emotion, setEmotion] = useState<number | null>(null)
  const set = (patch: Partial<Touchpoint>) => act?.({ type: 'tp.set', id: tp.id, patch })
  return (
    <section>
      <h3>{t('map.words')}</h3>
      <div className="frm">
        <div className="two-s">
          <Select
            size="xs"
            label={t('map.channel')}
            readOnly={!act}
            value={tp.channel}
            allowDeselect={false}
            searchable
            data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
            onChange={(v) => v && v !== tp.channel && set({ channel: v })}
          />
          <Select
            size="xs"
            label={t('map.ease')}
            readOnly={!act}
            value={tp.ease ? String(tp.ease) : null}
            clearable
            placeholder="3"
            data={['1', '2', '3', '4', '5'].map((v) => ({ value: v, label: t(`map.easeOf.${v}`) }))}
            onChange={(v) => set({ ease: v ? Number(v) : undefined })}
          />
        </div>
        <div>
          <div className="lbl">
            {t('map.emotionDesigned')}: <b>{f.signed(emotion ?? tp.emotion, 1)}</b>
          </div>
          <Slider
            min={-2}
            max={2}
            step={0.2}
            size="sm"
            label={null}
            disabled={!act}
            value={emotion ?? tp.emotion}
            thumbLabel={t('map.emotionDesigned')}
            onChange={setEmotion}
            onChangeEnd={(v) => {
              setEmotion(null)
              set({ emotion: Math.round(v * 10) / 10 })
            }}
            marks={[{ value: -2 }, { value: 0 }, { value: 2 }]}
          />
        </div>
        {(['owner', 'does', 'thinks', 'pain', 'idea'] as const).map((k) => (
          <div key={k}>
            <div className="lbl">{t(`map.lane.${k}`)}</div>
            <EditText label={t(`map.lane.${k}`)} value={tp[k]} readOnly={!act} onSave={(v) => set({ [k]: v })} />
          </div>
        ))}
      </div>
    </section>
  )
}
