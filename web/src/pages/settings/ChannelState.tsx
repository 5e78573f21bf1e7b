import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { Tag, type Tone } from '@/parts/parts'
import { useProblem } from '../campaigns/rules'
import { type Channel } from '../campaigns/types'

// How a channel stands, as a mark and in words.

interface Standing {
  words: string
  tone?: Tone
  icon?: IconName
}

export function standingOf(c: Channel): Standing {
  if (!c.set) return { words: 'channels.unset' }
  if (c.state === 'blocked') return { words: 'channels.blocked', tone: 'warn', icon: 'alert' }
  if (c.zalo && !c.zalo.connected) return { words: 'channels.zalo.waits', tone: 'warn', icon: 'clock' }
  if (!c.lastOk && c.way !== 'call')
    return { words: c.way === 'web' ? 'channels.web.waits' : 'channels.untried', icon: 'clock' }
  return { words: 'channels.on', tone: 'good', icon: 'check' }
}

export function StateTag({ of }: { of: Channel }) {
  const { t } = useTranslation()
  const { words, tone, icon } = standingOf(of)
  return (
    <Tag tone={tone} icon={icon}>
      {t(words)}
    </Tag>
  )
}

/** What is said of what went today, by ways of which no text leaves. */
const todays: Partial<Record<Channel['way'], string>> = { web: 'channels.web.todayTexts', call: 'channels.call.today' }

/** Since when it works, or why not and when it is tried again. */
export function State({ of: c }: { of: Channel }) {
  const { t } = useTranslation()
  const f = useFormat()
  const mail = c.way === 'email'
  const facts = [
    c.state === 'on' && c.lastOk && c.way !== 'web' && t('channels.lastOk', { at: f.dateTime(c.lastOk) }),
    t(mail ? 'channels.today' : (todays[c.way] ?? 'channels.todayTexts'), {
      n: f.num(c.sentToday),
      count: c.sentToday,
    }),
  ]
  if (c.state === 'on') return <p className="chn-s t2">{facts.filter(Boolean).join(' · ')}</p>
  return <Blocked of={c} mail={mail} />
}

function Blocked({ of: c, mail }: { of: Channel; mail: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const problem = useProblem()
  const when = [
    c.since && t('channels.since', { at: f.dateTime(c.since) }),
    c.nextAt && t('channels.nextAt', { at: f.dateTime(c.nextAt) }),
  ]
  return (
    <div className="chn-s chn-bad" role="alert">
      <Icon name="alert" />
      <div>
        <b>{c.problem ? problem(c.problem) : t(mail ? 'channels.blockedSome' : 'channels.blockedWay')}</b>
        {c.words && (
          <p className="any">
            {t(mail ? 'channels.words' : 'channels.wordsService')} <q>{c.words}</q>
          </p>
        )}
        <p>{when.filter(Boolean).join(' ')}</p>
      </div>
    </div>
  )
}
