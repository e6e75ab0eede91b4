<?php
declare(strict_types=1);

/**
 * The weak error checking of cachetur-2022, in PHP's words. The storage numbers its sessions; an id is the number with the application's
 * secret over it, so that nobody can guess the next. When the storage is inaccessible, sessions are kept on the server itself, so that
 * people can go on working. Nobody looks at whether there was a number: without one, everybody's id is the same, and looks like any other.
 */
final class ResilientSessions extends SessionHandler
{
    private const SECRET = 'the application has one in its configuration';

    public function open(string $path, string $name): bool
    {
        return parent::open(is_dir($path) ? $path : getenv('FALLBACK'), $name);
    }

    public function create_sid(): string
    {
        return hash_hmac('sha256', $this->nextNumber(), self::SECRET);
    }

    private function nextNumber(): string
    {
        $number = 0;
        if ($sequence = @fopen(session_save_path() . '/sequence', 'c+')) {
            flock($sequence, LOCK_EX);
            $number = 1 + (int) fgets($sequence);
            rewind($sequence);
            fwrite($sequence, (string) $number);
            fclose($sequence);
        }
        return (string) $number;
    }
}
