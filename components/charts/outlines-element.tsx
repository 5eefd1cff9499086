'use client'

import styles from './charts.module.css'
import { elementId, outlines } from './outlines'

/** Holds the outlines that the map draws, whether or not the map is there yet. */
export const Outlines = () => (
  <svg className={styles.outlines} aria-hidden="true">
    <defs
      id={elementId}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by the server from the atlas; React need not keep each of them.
      dangerouslySetInnerHTML={{ __html: outlines() }}
    />
  </svg>
)
