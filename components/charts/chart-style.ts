/** How axes and tooltips of the charts look. */
export const axisText = { fontSize: 12, fill: 'var(--mute)' }

export const tooltipStyle = {
  contentStyle: {
    background: 'var(--card)',
    border: '1px solid var(--line)',
    borderRadius: 10,
    color: 'var(--ink)',
    fontSize: 13,
  },
  itemStyle: { color: 'var(--ink)' },
}
