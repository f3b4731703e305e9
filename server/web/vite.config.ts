/// <reference types="vitest/config" />
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

// By number: a bare machine may not know the name localhost.
const kLoopback = '127.0.0.1';

// The pages are served under a strict content policy: nothing may become a data: address, so nothing is inlined.
export default defineConfig({
  plugins: [preact()],
  server: {
    host: kLoopback,
    fs: { allow: ['../..'] },
    proxy: { '/api': { target: process.env.SADUAK_URL ?? 'http://127.0.0.1:8080', ws: true } },
  },
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    target: 'es2020',
    chunkSizeWarningLimit: 700,
  },
  test: {
    api: { host: kLoopback },
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
  },
});
