import { ColorInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { BrandInfo } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { brandQuery } from './data'

/** Colour and logo of the pages that customers open. */
export function BrandCard() {
  const { t } = useTranslation()
  const query = useQuery(brandQuery)
  const may = useMay('settings')
  if (!may) return null
  return (
    <section className="card below" aria-labelledby="brand">
      <div className="hd">
        <h2 id="brand">{t('qr.brand.title')}</h2>
      </div>
      <p className="quiet">{t('qr.brand.hint')}</p>
      <Loaded query={query} rows={2}>
        {(brand) => <Fields brand={brand} />}
      </Loaded>
    </section>
  )
}

const toBase64 = async (file: File) =>
  new Promise<string>((done, fail) => {
    const reader = new FileReader()
    reader.onload = () => done((reader.result as string).split(',')[1] ?? '')
    reader.onerror = () => fail(reader.error as Error)
    reader.readAsDataURL(file)
  })

function Fields({ brand }: { brand: BrandInfo }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const save = useMutation({
    mutationFn: (next: BrandInfo) => call(api.PUT('/v1/brand', { body: next })),
    onSuccess: (saved) => client.setQueryData(brandQuery.queryKey, saved),
  })
  return (
    <div className="brand">
      <ColorInput
        label={t('qr.brand.colour')}
        placeholder={t('qr.brand.noColour')}
        defaultValue={brand.colour ?? ''}
        format="hex"
        eyeDropperButtonProps={{ 'aria-label': t('qr.brand.colour') }}
        onChangeEnd={(colour) => /^(#[0-9a-fA-F]{6})?$/.test(colour) && save.mutate({ ...brand, colour })}
        w={220}
      />
      <div>
        <p className="lab">{t('qr.brand.logo')}</p>
        <div className="row">
          {brand.logo && <img src={`data:image/png;base64,${brand.logo}`} alt={t('qr.brand.now')} />}
          <button type="button" className="btn o" disabled={save.isPending} onClick={() => input.current?.click()}>
            <Icon name="upload" size="s" />
            {t('qr.brand.choose')}
          </button>
          {brand.logo && (
            <button type="button" className="btn" onClick={() => save.mutate({ ...brand, logo: undefined })}>
              {t('qr.brand.remove')}
            </button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/webp"
          aria-label={t('qr.brand.logo')}
          onChange={async (e) => {
            const file = e.target.files?.[0]
            e.target.value = ''
            if (file) save.mutate({ ...brand, logo: await toBase64(file) })
          }}
        />
      </div>
      <p role="status" className={save.error ? 'bad' : 't3 sm'}>
        {save.error ? explain(save.error, t) : save.isSuccess ? t('qr.brand.saved') : ''}
      </p>
    </div>
  )
}
