// The shop's two tables. Reads and writes are one statement each, over a pool.
import pg from 'pg';

/**
 * The catalogue. What lies in the old mill is slow by design: its stock is counted by a function that takes
 * 400 ms, as a linked server in another town would.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS products (
    sku text PRIMARY KEY, name text NOT NULL, cents integer NOT NULL, units integer NOT NULL, warehouse text NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sku text NOT NULL REFERENCES products,
    quantity integer NOT NULL, cents integer NOT NULL, status text NOT NULL DEFAULT 'new');
  CREATE OR REPLACE FUNCTION count_units(product products) RETURNS integer LANGUAGE plpgsql AS $$
    BEGIN
      IF product.warehouse = 'old mill' THEN PERFORM pg_sleep(0.4); END IF;
      RETURN product.units;
    END $$;
  INSERT INTO products VALUES
    ('teapot', 'Teapot', 2400, 1000, 'harbour'),
    ('lantern', 'Storm lantern', 3900, 0, 'harbour'),
    ('anvil', 'Anvil', 18900, 1000, 'old mill')
  ON CONFLICT DO NOTHING;`;

/** Connects, makes the schema and resolves to the queries of this service. */
export async function openDatabase(connectionString) {
  const pool = new pg.Pool({ connectionString, max: 4, idleTimeoutMillis: 0 });
  await pool.query(SCHEMA);
  const firstRow = async (text, values) => (await pool.query(text, values)).rows[0];
  return {
    /** `{ sku, name, cents, units }`, or undefined. */
    product: (sku) =>
      firstRow('SELECT sku, name, cents, count_units(products) AS units FROM products WHERE sku = $1', [sku]),
    /** `{ id, cents }`: the stored order and what it costs. */
    addOrder: (sku, quantity) =>
      firstRow(
        'INSERT INTO orders (sku, quantity, cents) SELECT sku, $2::int, cents * $2::int FROM products ' +
          'WHERE sku = $1 RETURNING id, cents',
        [sku, quantity],
      ),
    settle: (id, status) => pool.query('UPDATE orders SET status = $2 WHERE id = $1', [id, status]),
    close: () => pool.end(),
  };
}
