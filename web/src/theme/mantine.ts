import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

// Mantine draws the menus, dialogs and form controls; everything it paints comes from tokens.css.

const teal: MantineColorsTuple = [
  '#e2f1ee',
  '#c8e5e0',
  '#9fcdc5',
  '#6fb5aa',
  '#459d92',
  '#23877d',
  '#0b6b63',
  '#0a625a',
  '#095850',
  '#06423c',
]

export const theme = createTheme({
  fontFamily: 'var(--font-num)',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  primaryColor: 'teal',
  primaryShade: 6,
  colors: { teal },
  fontSizes: { xs: '11px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '14px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  respectReducedMotion: true, // whom moving things make ill sees none
  headings: { fontFamily: 'var(--font-num)', fontWeight: '600' },
  components: {
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 280 } },
    // A menu holds items alone: the focus goes to the first, not to an empty place before it.
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-start', offset: 4, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'md', offset: 4 } },
    Modal: { defaultProps: { radius: 'lg', centered: true, transitionProps: { duration: 180 } } },
    Drawer: { defaultProps: { position: 'right', transitionProps: { duration: 180 } } },
  },
})

const variables = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--pain-text)',
  '--mantine-color-anchor': 'var(--brand-text)',
  '--mantine-primary-color-filled': 'var(--brand)',
  '--mantine-primary-color-filled-hover': 'var(--brand-hover)',
  '--mantine-primary-color-contrast': 'var(--on-brand)',
  '--mantine-primary-color-light': 'var(--brand-tint)',
  '--mantine-primary-color-light-color': 'var(--brand-text)',
  '--mantine-color-teal-filled': 'var(--brand)',
  '--mantine-color-teal-filled-hover': 'var(--brand-hover)',
  '--mantine-shadow-md': 'var(--shadow-3)',
  '--mantine-shadow-xl': 'var(--shadow-3)',
}
// The greys that Mantine's own styles name, light and dark, by the role they play there.
const greys = {
  light: ['sunken', 'sunken', 'line', 'line', 'line-strong', 'text-3', 'text-3', 'text-2', 'text', 'text'],
  dark: ['text', 'text-2', 'text-3', 'text-3', 'line-strong', 'hover', 'surface', 'surface', 'canvas', 'canvas'],
}
const shades = (name: string, roles: string[]) =>
  Object.fromEntries(roles.map((role, i) => [`--mantine-color-${name}-${i}`, `var(--${role})`]))

export const resolver: CSSVariablesResolver = () => ({
  variables,
  light: { ...variables, ...shades('gray', greys.light) },
  dark: { ...variables, ...shades('dark', greys.dark), ...shades('gray', greys.dark) },
})
