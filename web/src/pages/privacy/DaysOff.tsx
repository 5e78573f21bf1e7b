import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DayOff, DaysOff as Answer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { daysInWords, daysOffQuery, noon, requestsQuery } from './data'

/** The days that clocks leave out: public holidays, and those the business added. */
export function DaysOff() {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('settings')
  const query = useQuery(daysOffQuery)
  return (
    <div className="dlg days-off">
      <p>{t('privacy.daysOff.about')}</p>
      <Loaded query={query} rows={4}>
        {({ own, years }) => (
          <>
            {years.map((y) => (
              <section key={y.year} aria-label={String(y.year)}>
                <h3>{y.year}</h3>
                <p>{daysInWords(y.days, t, f)}</p>
                {!y.settled && <p className="t2">{t('privacy.daysOff.unsettled')}</p>}
              </section>
            ))}
            <section aria-labelledby="own-days">
              <h3 id="own-days">{t('privacy.daysOff.own')}</h3>
              {own.length === 0 && <p className="t2">{t('privacy.daysOff.none')}</p>}
              <ul className="rows">
                {own.map((d) => (
                  <OwnDay key={d.day} day={d} may={may} />
                ))}
              </ul>
            </section>
            {may ? <AddDay /> : <p className="t2">{t('privacy.daysOff.settings')}</p>}
          </>
        )}
      </Loaded>
    </div>
  )
}

/** Keeps what a change answered; requests are due on other days then. */
function useKeep() {
  const client = useQueryClient()
  return async (answer: Answer) => {
    client.setQueryData(daysOffQuery.queryKey, answer)
    await client.invalidateQueries({ queryKey: requestsQuery.queryKey })
  }
}

function OwnDay({ day: d, may }: { day: DayOff; may: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const keep = useKeep()
  const date = f.date(noon(d.day, f.zone))
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/days-off/{day}', { params: { path: { day: d.day } } })),
    onSuccess: keep,
  })
  return (
    <li>
      <span className="two">
        <b>{date}</b>
        <small className="any">{d.name}</small>
        {remove.error && (
          <small className="bad" role="alert">
            {explain(remove.error, t)}
          </small>
        )}
      </span>
      {may && (
        <button
          type="button"
          className="btn i"
          aria-label={t('privacy.daysOff.remove', { day: date })}
          title={t('privacy.daysOff.remove', { day: date })}
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <Icon name="trash" size="s" />
        </button>
      )}
    </li>
  )
}

function AddDay() {
  const { t } = useTranslation()
  const keep = useKeep()
  const [day, setDay] = useState('')
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () => call(api.PUT('/v1/days-off/{day}', { params: { path: { day } }, body: { name: name.trim() } })),
    onSuccess: async (answer) => {
      await keep(answer)
      setDay('')
      setName('')
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate()
  }
  return (
    <form className="line" onSubmit={submit}>
      <TextInput
        type="date"
        label={t('privacy.daysOff.day')}
        value={day}
        onChange={(e) => setDay(e.currentTarget.value)}
        required
        withAsterisk={false}
      />
      <TextInput
        label={t('privacy.daysOff.name')}
        placeholder={t('privacy.daysOff.namePlaceholder')}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
      />
      <button type="submit" className="btn o" disabled={add.isPending || !day || !name.trim()}>
        {t('privacy.daysOff.add')}
      </button>
      {add.error && (
        <p className="bad" role="alert">
          {explain(add.error, t)}
        </p>
      )}
    </form>
  )
}
