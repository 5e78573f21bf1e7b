import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { countOf } from './counts'
import { waysOf } from './ways'
import type { Campaign, Results as Came } from './types'

/** What came back of it: what providers told of messages, and what people who agreed to be followed did. */
export function Results({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const sent = countOf(c.counts, 'sent')
  const r = c.results
  if (!r || sent === 0) return null
  return (
    <section className="card camp-res" aria-labelledby="camp-res">
      <div className="hd">
        <h2 id="camp-res">{t('campaign.result.title')}</h2>
      </div>
      <div className="camp-2 camp-b">
        <Messages of={r} sent={sent} site={waysOf(c).every((w) => w === 'web')} />
        <Followed of={r} sent={sent} />
      </div>
      {c.codes && <Codes of={c.codes} />}
      {!!r.links?.length && <Links list={r.links} />}
    </section>
  )
}

/** How many of the codes came back with an order. */
function Codes({ of }: { of: NonNullable<Campaign['codes']> }) {
  const { t } = useTranslation()
  return (
    <div className="camp-b">
      <h3 className="camp-h">{t('voucher.result')}</h3>
      <ul className="rs">
        <Bar name={t('voucher.given')} n={of.given} all={of.given} />
        <Bar name={t('voucher.used')} n={of.used} all={of.given} share />
      </ul>
      <p className="t3 sm">{t('voucher.usedHow')}</p>
    </div>
  )
}

interface PartProps {
  of: Came
  sent: number
}

const comesBack = ['bounced', 'unsubscribed', 'complained'] as const

/** site: all of it is on the website, which tells when a message was shown. */
function Messages({ of: r, sent, site }: PartProps & { site: boolean }) {
  const { t } = useTranslation()
  // Nothing told is not the same as nothing came back; who unsubscribes tells us.
  const known = comesBack.filter((k) =>
    site ? k === 'unsubscribed' : r[k] > 0 || r.delivered > 0 || k === 'unsubscribed',
  )
  return (
    <div>
      <h3 className="camp-h">{t('campaign.result.messages')}</h3>
      <ul className="rs">
        <Bar name={t('campaign.part.sent')} n={sent} all={sent} />
        {r.delivered > 0 && (
          <Bar
            name={t(site ? 'campaign.result.shown' : 'campaign.result.delivered')}
            n={r.delivered}
            all={sent}
            share
          />
        )}
        {known.map((k) => (
          <Bar key={k} name={t(`campaign.result.${k}`)} n={r[k]} all={sent} share bad />
        ))}
      </ul>
      {r.delivered === 0 && <p className="t3 sm">{t(site ? 'campaign.result.notShown' : 'campaign.result.untold')}</p>}
    </div>
  )
}

/** Opened and clicked are of those alone who agreed to be followed: it is said of how many. */
function Followed({ of: r, sent }: PartProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const asides = [
    r.otherOpens > 0 && t('campaign.result.others', { n: f.num(r.otherOpens), count: r.otherOpens }),
    r.scanned > 0 && t('campaign.result.scanned', { n: f.num(r.scanned), count: r.scanned }),
  ].filter(Boolean)
  return (
    <div>
      <h3 className="camp-h">{t('campaign.result.people')}</h3>
      {r.followed > 0 ? (
        <ul className="rs">
          <Bar name={t('campaign.result.opened')} n={r.opened} all={r.followed} share />
          <Bar name={t('campaign.result.clicked')} n={r.clicked} all={r.followed} share />
          {r.dismissed > 0 && <Bar name={t('campaign.result.dismissed')} n={r.dismissed} all={r.followed} share />}
        </ul>
      ) : (
        <p className="quiet">{t('campaign.result.nobody')}</p>
      )}
      {r.followed > 0 && (
        <p className="t2 sm">
          {t('campaign.result.followed', { n: f.num(r.followed), count: r.followed, sent: f.num(sent) })}
        </p>
      )}
      {asides.length > 0 && <p className="t3 sm">{asides.join(' ')}</p>}
    </div>
  )
}

interface BarProps {
  name: string
  n: number
  all: number
  share?: boolean
  bad?: boolean
}

export function Bar({ name, n, all, share, bad }: BarProps) {
  const f = useFormat()
  const of = all > 0 ? Math.min(1, n / all) : 0
  return (
    <li className={bad ? 'bad' : undefined}>
      <span>{name}</span>
      <i aria-hidden="true">
        <u style={{ width: `${of * 100}%` }} />
      </i>
      <b>{f.num(n)}</b>
      <small>{share && f.pct(of)}</small>
    </li>
  )
}

function Links({ list }: { list: NonNullable<Came['links']> }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <table className="camps tbl">
      <caption className="vh">{t('campaign.result.links')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('campaign.result.link')}</th>
          <th scope="col" className="n">
            {t('campaign.result.linkPeople')}
          </th>
          <th scope="col" className="n">
            {t('campaign.result.linkOthers')}
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map((l) => (
          <tr key={l.url}>
            <td>{l.url.replace(/^https?:\/\//, '')}</td>
            <td className="n b">{f.num(l.people)}</td>
            <td className="n t2">{f.num(l.others)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
