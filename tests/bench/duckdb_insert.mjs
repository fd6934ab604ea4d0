// duckdb_insert.mjs FILE.csv DATABASE: the file into a table with the ledger's primary key, durable.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, database] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(
  'CREATE TABLE observation (indicator VARCHAR, service VARCHAR, period DATE, value DECIMAL(18, 2), ' +
    'PRIMARY KEY (indicator, service, period))'
);
await connection.run(`INSERT INTO observation SELECT * FROM read_csv('${file}', header = true)`);
await connection.run('CHECKPOINT');
const rows = await connection.runAndReadAll('SELECT count(*) FROM observation');
console.log(String(rows.getRows()[0][0]));
