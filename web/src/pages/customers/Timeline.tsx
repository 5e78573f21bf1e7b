import { Select } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerProfile, TimelineTouch, Touchpoint } from '@/api/types'
import type { Format } from '@/format'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, channels, Empty, Failed, Tag, Waiting } from '@/parts/parts'
import { useCurrency } from '@/session'
import { NameEdit, useNames } from '@/view/names'
import { Values } from './CustomerPage'
import { timelineQuery, useMainMap } from './data'
import { ExcludedBy, ExcludedSwitch } from './Excluded'
import { More } from './items'
import { TouchStrip } from './TouchStrip'

export type Touchpoints = Map<string, Touchpoint>

/** Everything that happened with one customer, on every channel, newest first. */
export function Timeline({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [channel, setChannel] = useState<string>()
  const [counted, setCounted] = useState(false)
  const query = useInfiniteQuery({ ...timelineQuery(customer.id, channel, counted), placeholderData: keepPreviousData })
  const touches = query.data?.pages.flatMap((p) => p.touches)
  const map = useMainMap()
  const touchpoints = useMemo(() => new Map(map?.touchpoints.map((p) => [p.id, p])), [map])
  const { firstAt, lastAt } = customer.summary
  const days =
    firstAt && lastAt ? Math.round((Date.parse(f.isoDay(lastAt)) - Date.parse(f.isoDay(firstAt))) / 86_400_000) + 1 : 0
  return (
    <section className="card" aria-labelledby="timeline" aria-busy={query.isFetching}>
      <div className="hd tl-hd">
        <h2 id="timeline" className="nw">
          {t('customers.timeline')}
        </h2>
        <span className="t3 sm cut hide-m2">
          {t('customers.touchCount', { count: customer.summary.touches, n: f.num(customer.summary.touches) })}
          {days > 0 && ` · ${t('customers.days', { count: days, n: f.num(days) })}`}
        </span>
        <span className="sp" />
        {(counted || touches?.some((x) => x.excluded)) && <ExcludedSwitch hidden={counted} hide={setCounted} />}
        <Select
          aria-label={t('customers.filterChannel')}
          placeholder={t('customers.allChannels')}
          clearable
          searchable
          w={164}
          size="xs"
          value={channel ?? null}
          onChange={(c) => setChannel(c ?? undefined)}
          clearButtonProps={{ 'aria-label': t('customers.allChannels') }}
          data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
          leftSection={<Icon name="filter" size="s" />}
        />
      </div>
      {touches === undefined ? (
        query.error ? (
          <Failed error={query.error} retry={() => query.refetch()} />
        ) : (
          <Waiting rows={6} height={18} />
        )
      ) : touches.length === 0 && !query.hasNextPage ? (
        <Empty
          icon="clock"
          title={t(
            counted ? 'customers.excluded.nothing' : channel ? 'customers.noTouchesHere' : 'customers.noTouches',
          )}
        />
      ) : (
        <>
          <TouchStrip touches={touches} touchpoints={touchpoints} complete={!query.hasNextPage} />
          <Days touches={touches} touchpoints={touchpoints} />
          <More query={query} />
        </>
      )}
    </section>
  )
}

/** The touches cut into days of the workspace's zone. */
function Days({ touches, touchpoints }: { touches: TimelineTouch[]; touchpoints: Touchpoints }) {
  const f = useFormat()
  const { t } = useTranslation()
  const days = useMemo(() => byDay(touches, f), [touches, f])
  const today = f.isoDay(Date.now())
  return days.map(([day, list]) => (
    <div key={day}>
      <h3 className="day">
        {day === today ? t('customers.today') : f.weekday(list[0]!.at)}, {f.date(list[0]!.at)}
      </h3>
      <ol className="tl">
        {list.map((touch) => (
          <Touch key={touch.seq} touch={touch} touchpoint={touchpoints.get(touch.touchpoint ?? '')} />
        ))}
      </ol>
    </div>
  ))
}

export function byDay(touches: TimelineTouch[], f: Pick<Format, 'isoDay'>): [string, TimelineTouch[]][] {
  const days: [string, TimelineTouch[]][] = []
  for (const touch of touches) {
    const day = f.isoDay(touch.at)
    const last = days[days.length - 1]
    if (last?.[0] === day) last[1].push(touch)
    else days.push([day, [touch]])
  }
  return days
}

function Touch({ touch, touchpoint }: { touch: TimelineTouch; touchpoint?: Touchpoint }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const [open, setOpen] = useState(false)
  const id = useId()
  const name = useTouchName()(touch)
  const title = touchpoint?.name ?? name
  const more = details(touch)
  const facts = useTouchFacts(touch, title === name ? '' : name)
  return (
    <li className={touch.excluded ? 'out' : undefined}>
      <time dateTime={touch.at} title={f.dateTime(touch.at)}>
        {f.time(touch.at)}
      </time>
      <ChannelIcon channel={touch.channel} label />
      <div>
        <div className="tl-h">
          <h4>
            {more.length > 0 ? (
              <button
                type="button"
                className="tl-b"
                aria-expanded={open}
                aria-controls={id}
                onClick={() => setOpen(!open)}
              >
                {title}
                <Icon name={open ? 'up' : 'down'} size="xs" />
              </button>
            ) : (
              title
            )}
          </h4>
          <span className="e">
            {!!touch.value && <span className="b nw">{f.money(touch.value, touch.currency || currency)}</span>}
            {touch.unconfirmed && <Tag what={t('customers.unconfirmedHow')}>{t('customers.unconfirmed')}</Tag>}
            {touchpoint?.goal && (
              <Tag tone="brand" icon="check">
                {t('customers.goal')}
              </Tag>
            )}
            {touchpoint?.momentOfTruth && !touchpoint.goal && (
              <Tag tone="truth" icon="gem">
                {t('customers.truth')}
              </Tag>
            )}
          </span>
        </div>
        {facts && <p className="d">{facts}</p>}
        {touch.excluded && <ExcludedBy by={touch.excluded} />}
        <div id={id} hidden={!open}>
          {open && touch.name && (
            <p className="d named">
              <NameEdit kind="event" name={touch.name} />
              {name !== touch.name && <span className="t3">{t('settings.names.own', { name: touch.name })}</span>}
            </p>
          )}
          {open && <Values values={more} />}
        </div>
      </div>
    </li>
  )
}

/** What a touch is called by itself, before a map gives it a place. */
function useTouchName() {
  const { t } = useTranslation()
  const names = useNames()
  return (touch: TimelineTouch) => {
    if (['identify', 'group', 'alias'].includes(touch.type)) return t(`customers.type.${touch.type}`)
    return names.event(touch.name ?? '')
  }
}

function useTouchFacts(touch: TimelineTouch, name: string) {
  const { t } = useTranslation()
  const f = useFormat()
  return [
    name,
    touch.type === 'segment' && (touch.properties as { segmentName?: string })?.segmentName,
    touch.page?.title || touch.page?.path,
    touch.branch,
    touch.campaign?.name ? t('customers.campaign', { name: touch.campaign.name }) : touch.campaign?.source,
    touch.duration ? f.duration(touch.duration) : null,
    touch.device ? t(`customers.device.${touch.device}`) : null,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What opens under a touch: the sender's properties, and where it came from. */
function details(touch: TimelineTouch): [string, unknown][] {
  const page = touch.page ?? {},
    campaign = touch.campaign ?? {}
  const place = Object.entries({
    url: page.url,
    referrer: page.referrer,
    utm_source: campaign.source,
    utm_medium: campaign.medium,
    utm_campaign: campaign.name,
    utm_term: campaign.term,
    utm_content: campaign.content,
    source: touch.sourceName,
  })
  const properties = typeof touch.properties === 'object' ? touch.properties : null
  return [...Object.entries(properties ?? {}), ...place].filter(([, v]) => v !== undefined && v !== null && v !== '')
}
