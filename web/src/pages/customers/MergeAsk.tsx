import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomerProfile } from '@/api/types'
import { useFormat } from '@/i18n'
import { explain, Loaded } from '@/parts/parts'
import { useCurrency } from '@/session'
import { calledAs, customerQuery, keyText } from './data'

interface Props {
  a: number
  b: number
  back: { word: string; go: () => void }
  merge: { mutate: () => void; isPending: boolean; error: unknown }
}

/** Asks before two customers become one: what differs between them stands side by side. */
export function MergeAsk({ a, b, back, merge }: Props) {
  const { t } = useTranslation()
  const one = useQuery(customerQuery(a))
  const other = useQuery(customerQuery(b))
  const both = {
    data: one.data && other.data && ([one.data, other.data] as const),
    error: one.error ?? other.error,
    refetch: () => Promise.all([one.refetch(), other.refetch()]),
  }
  return (
    <div className="dlg">
      <Loaded query={both} rows={4}>
        {([x, y]) => <Differences a={x} b={y} />}
      </Loaded>
      <p className="t2">{t('customers.merge.explain')}</p>
      {!!merge.error && (
        <p className="bad" role="alert">
          {explain(merge.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={back.go}>
          {back.word}
        </button>
        <button type="button" className="btn p" disabled={merge.isPending || !both.data} onClick={() => merge.mutate()}>
          {t('customers.merge.go')}
        </button>
      </div>
    </div>
  )
}

const text = (v: unknown) =>
  v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v)

function Differences({ a, b }: { a: CustomerProfile; b: CustomerProfile }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const word = (trait: string) => {
    const known = t(`customers.trait.${trait}`)
    return known === `customers.trait.${trait}` ? trait : known
  }
  const keys = (p: CustomerProfile) => p.keys.map((k) => keyText(k)).join(', ')
  const traits = [...new Set([...Object.keys(a.traits), ...Object.keys(b.traits)])]
    .map((k) => [word(k), text(a.traits[k]), text(b.traits[k])] as const)
    .filter(([, x, y]) => x !== y)
  const numbers = (p: CustomerProfile) => p.summary
  const rows = [
    [t('customers.identities'), keys(a), keys(b)] as const,
    ...traits,
    [t('customers.col.touches'), f.num(numbers(a).touches), f.num(numbers(b).touches)] as const,
    [t('customers.col.first'), day(a), day(b)] as const,
    [t('customers.col.value'), f.money(numbers(a).value, currency), f.money(numbers(b).value, currency)] as const,
  ]
  function day(p: CustomerProfile) {
    return p.summary.firstAt ? f.date(p.summary.firstAt) : '–'
  }
  return (
    <table className="diff">
      <caption className="vh">{t('customers.merge.differs')}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{calledAs(a, t)}</th>
          <th scope="col">{calledAs(b, t)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, x, y]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{x || '–'}</td>
            <td>{y || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
