import { describe, expect, it } from 'vitest'
import { formatter, initials, phone, plain } from './format'

const vi = formatter('vi'),
  en = formatter('en')

describe('numbers', () => {
  it('writes Vietnamese numbers', () => {
    expect(vi.num(1234567)).toBe('1.234.567')
    expect(vi.num(1234)).toBe('1.234')
    expect(vi.pct(0.125)).toBe('12,5\u00a0%')
    expect(vi.money(1234567)).toBe('1.234.567\u00a0₫')
    expect(vi.points(-0.021)).toBe('\u22122,1\u00a0điểm')
    expect(vi.points(0.009)).toBe('+0,9\u00a0điểm')
    expect(vi.change(18420, 16993)).toBe('+8,4\u00a0%')
    expect(vi.interval(0.117, 0.127)).toBe('11,7–12,7')
  })
  it('writes English numbers', () => {
    expect(en.num(1234567)).toBe('1,234,567')
    expect(en.pct(0.125)).toBe('12.5%')
    expect(en.points(0.009)).toBe('+0.9\u00a0pts')
  })
  it('has no minus zero and no sign on zero', () => {
    expect(vi.signed(-0.04, 1)).toBe('0,0')
    expect(vi.signed(0)).toBe('0')
    expect(vi.change(5, 0)).toBe('')
  })
})

describe('dates', () => {
  it('shows the workspace zone, not the browser’s', () => {
    expect(vi.dateTime('2026-11-21T18:05:00Z')).toBe('22/11/2026 01:05')
    expect(vi.isoDay('2026-11-21T18:05:00Z')).toBe('2026-11-22')
    expect(formatter('vi', 'America/New_York').date('2026-11-22T03:00:00Z')).toBe('21/11/2026')
  })
  it('writes a period with the year once', () => {
    expect(vi.span('2026-10-24T05:00:00Z', '2026-11-22T05:00:00Z')).toBe('24/10 – 22/11/2026')
    expect(vi.span('2025-12-20T05:00:00Z', '2026-01-02T05:00:00Z')).toBe('20/12/2025 – 02/01/2026')
    expect(vi.span('2026-01-02T05:00:00Z', '2026-01-02T09:00:00Z')).toBe('02/01/2026')
  })
  it('midnight is 00, never 24', () => expect(vi.time('2026-11-21T17:00:00Z')).toBe('00:00'))
})

describe('durations', () => {
  it('keeps two units', () => {
    expect(vi.duration(45)).toBe('45\u00a0giây')
    expect(vi.duration(2400)).toBe('40\u00a0ph')
    expect(vi.duration(2 * 3600 + 600)).toBe('2\u00a0giờ 10\u00a0ph')
    expect(vi.duration(28 * 3600)).toBe('1\u00a0ngày 4\u00a0giờ')
    expect(vi.duration(20 * 86400)).toBe('20\u00a0ngày')
  })
  it('never rounds up to a sixtieth minute', () => {
    expect(vi.duration(3599)).toBe('1\u00a0giờ')
    expect(vi.duration(86399)).toBe('1\u00a0ngày')
    expect(vi.brief(3599)).toBe('1\u00a0giờ')
  })
  it('is brief in chips', () => {
    expect(vi.brief(2820)).toBe('47\u00a0ph')
    expect(vi.brief(9000)).toBe('2,5\u00a0giờ')
    expect(en.brief(3 * 86400)).toBe('3\u00a0d')
  })
})

describe('words', () => {
  it('finds without diacritics', () => expect(plain('Điểm Chạm')).toBe('diem cham'))
  it('writes phones', () => expect(phone('+84912345678')).toBe('0912 345 678'))
  it('makes initials', () => expect(initials('Trần Thu Lan')).toBe('TL'))
})
