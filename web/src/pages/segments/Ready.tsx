import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Pace, ReadyRule, SegmentRule } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Loaded } from '@/parts/parts'
import { useCurrency } from '@/session'
import '../settings/settings.css' // of the dialogs

const groups = ['rfm', 'life'] as const
const least = 30 // who must have come back for a pace of one's own

/** Ready segments to begin with; what they take for late, often and much is said above them. */
export function ReadyDialog({ choose }: { choose: (name: string, rule: SegmentRule) => void }) {
  const { t } = useTranslation()
  const [opened, open] = useState(false)
  const ready = useQuery({
    queryKey: ['segments', 'ready'],
    enabled: opened,
    queryFn: ({ signal }) => call(api.GET('/v1/segments/ready', { signal })),
  })
  const take = (name: string, rule: SegmentRule) => {
    choose(name, rule)
    open(false)
  }
  return (
    <>
      <button type="button" className="btn" onClick={() => open(true)}>
        <Icon name="bolt" size="s" />
        {t('who.ready.open')}
      </button>
      <Modal
        opened={opened}
        onClose={() => open(false)}
        title={t('who.ready.open')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <p className="t2">{t('who.ready.how')}</p>
        <Loaded query={ready} rows={8}>
          {({ pace, rules }) => (
            <>
              <Told pace={pace} />
              {groups.map((g) => (
                <section key={g} aria-label={t(`who.ready.group.${g}`)}>
                  <h3 className="segh">{t(`who.ready.group.${g}`)}</h3>
                  <ul className="ready">
                    {rules
                      .filter((r) => r.group === g)
                      .map((r) => (
                        <Item key={r.key} rule={r} pace={pace} choose={take} />
                      ))}
                  </ul>
                </section>
              ))}
            </>
          )}
        </Loaded>
      </Modal>
    </>
  )
}

interface One {
  rule: ReadyRule
  pace: Pace
  choose: (name: string, rule: SegmentRule) => void
}

function Item({ rule: r, pace, choose }: One) {
  const { t } = useTranslation()
  const name = t(`who.ready.${r.key}.name`)
  const how = r.key === 'champions' && !pace.worth ? 'plain' : 'how' // no rule asks for money that is not known
  return (
    <li>
      <button type="button" className="link" onClick={() => choose(name, r.rule)}>
        {name}
      </button>
      <small>{t(`who.ready.${r.key}.${how}`, usePaceWords(pace))}</small>
    </li>
  )
}

/** The pace's numbers as they are written. */
function usePaceWords(p: Pace) {
  const f = useFormat()
  const currency = useCurrency()
  return {
    half: f.num(p.half),
    most: f.num(p.most),
    gone: f.num(p.gone),
    again: f.num(p.again),
    days: f.num(p.days),
    often: f.num(p.often),
    least: f.num(least),
    worth: f.money(p.worth ?? 0, currency),
  }
}

function Told({ pace }: { pace: Pace }) {
  const { t } = useTranslation()
  const words = usePaceWords(pace)
  return (
    <div className="ready-told">
      <p>{t(`who.ready.pace.${pace.basis}`, words)}</p>
      <p>{t(pace.buyers < least ? 'who.ready.oftenFew' : 'who.ready.often', words)}</p>
      <p>{t(pace.worth ? 'who.ready.worth' : 'who.ready.noWorth', words)}</p>
    </div>
  )
}
