ALTER TYPE order_status ADD VALUE 'lost';
CREATE TYPE unit AS ENUM ('kg');
