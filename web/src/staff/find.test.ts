import { describe, expect, it } from 'vitest'
import { digits, find, fold, hushed, isWhole, withNumber } from './find'
import type { Customer } from './store'

const one = (id: number, name: string, ...phones: string[]): Customer => ({
  id,
  name,
  keys: phones.map((value) => ({ kind: 'phone' as const, value })),
})
const all = [
  one(1, 'Trần Thu Lan', '+84912345678'),
  one(2, 'Hoàng Đình Phương', '+84987321678'),
  one(3, 'Lê An', '09xx xxx 274'),
]
const ids = (q: string) => find(all, q).map((c) => c.id)

describe('withNumber', () => {
  const family = [...all, one(4, 'Ông Lan', '0987321678'), one(5, 'Bà Hai', '0905000111', '+84912345678')]
  const having = (q: string) => withNumber(family, q).map((c) => c.id)
  it('finds everybody who shares a number, also as their second', () => {
    expect(having('0987321678')).toEqual([2, 4])
    expect(having('+84 912 345 678')).toEqual([1, 5])
    expect(having('321678')).toEqual([])
    expect(having('0909090909')).toEqual([])
  })
})

describe('find', () => {
  it('finds by three digits or more, anywhere in the number', () => {
    expect(ids('67')).toEqual([])
    expect(ids('678')).toEqual([1, 2])
    expect(ids('321678')).toEqual([2])
    expect(ids('0912 345')).toEqual([1])
    expect(ids('+84 912 345 678')).toEqual([1])
  })
  it('tells of a masked number no more than is shown', () => {
    expect(ids('274')).toEqual([3])
    for (const before of ['0', '1', '5', '9']) expect(ids(before + '274')).toEqual([3])
    expect(ids('09')).toEqual([])
    expect(ids('912')).toEqual([1])
  })
  it('finds by name without accents', () => {
    expect(ids('lan')).toEqual([1])
    expect(ids('dinh phuong')).toEqual([2])
    expect(ids('phuong lan')).toEqual([])
    expect(ids('l')).toEqual([])
  })
  it('hides the middle of a number', () => {
    expect(hushed('+84912345678')).toBe('0912 xxx 678')
    expect(hushed('09xx xxx 274')).toBe('09xx xxx 274')
    expect(digits('+84 91-2')).toBe('+84912')
    expect(fold('Đỗ Thị Ánh')).toBe('do thi anh')
  })
  it('knows a whole number', () => {
    for (const whole of ['0912345678', '+84912345678', '0912 345 678', '+14155550123'])
      expect(isWhole(whole)).toBe(true)
    for (const part of ['091234567', '12345678', '0112345678', '+8491234567', 'x']) expect(isWhole(part)).toBe(false)
  })
})
