SET time_zone = 'No/Such';
