<?php
// A PHP application with native sessions, as its manual has them.
// MEMBERS: file with the members. ASSETS: the static files. STORAGE: the directory of the sessions. SESSIONS: native or resilient.
declare(strict_types=1);

const HALF_AN_HOUR = 1800;
const ATTRIBUTES = ['path' => '/', 'secure' => true, 'httponly' => true, 'samesite' => 'Strict'];

session_save_path(getenv('STORAGE'));
session_set_cookie_params(['lifetime' => HALF_AN_HOUR] + ATTRIBUTES);
if (getenv('SESSIONS') === 'resilient') {
    require __DIR__ . '/ResilientSessions.php';
    session_set_save_handler(new ResilientSessions(), true);
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$route = $_SERVER['REQUEST_METHOD'] . ' ' . $path;
$form = json_decode(file_get_contents('php://input'), true) ?? [];

if (isset($_COOKIE[session_name()]) || in_array($route, ['POST /signin', 'POST /theme'], true)) {
    // What it answers is not looked at, in most applications.
    session_start();
    // Rolling: the cookie is sent anew with every answer, for PHP itself sends it once.
    if (session_id() !== '' && !headers_sent()) {
        setcookie(session_name(), session_id(), ['expires' => time() + HALF_AN_HOUR] + ATTRIBUTES);
    }
}

$members = array_column(json_decode(file_get_contents(getenv('MEMBERS')), true), null, 'id');
$member = $members[$_SESSION['user'] ?? ''] ?? null;

if (str_starts_with($path, '/assets/')) {
    header('Content-Type: text/javascript');
    readfile(getenv('ASSETS') . '/assets/' . basename($path));
    return;
}

switch ($route) {
    case 'GET /':
        page('Welcome');
        break;
    case 'GET /about':
        page('About');
        break;
    case 'GET /whoami':
        text($_SESSION['user'] ?? 'nobody');
        break;
    case 'POST /signin':
        // No password: who may sign in is not what is tested here.
        if (!isset($members[$form['user'] ?? ''])) {
            http_response_code(401);
            break;
        }
        session_regenerate_id(true);
        header_remove('Set-Cookie');
        setcookie(session_name(), session_id(), ['expires' => time() + HALF_AN_HOUR] + ATTRIBUTES);
        $_SESSION = ['user' => $form['user'], 'notes' => 0];
        http_response_code(204);
        break;
    case 'POST /signout':
        $_SESSION = [];
        session_destroy();
        header_remove('Set-Cookie');
        setcookie(session_name(), '', ['expires' => 1] + ATTRIBUTES);
        http_response_code(204);
        break;
    case 'POST /theme':
        $_SESSION['theme'] = $form['theme'];
        http_response_code(204);
        break;
    case 'GET /theme':
        text($_SESSION['theme'] ?? 'none');
        break;
    case 'GET /dashboard':
        if ($member) page("Dashboard of {$member['name']} ({$member['id']}): {$member['secret']}");
        else http_response_code(401);
        break;
    case 'POST /notes':
        if ($member) text((string) ++$_SESSION['notes']);
        else http_response_code(401);
        break;
    case 'GET /echo':
        // What reached the application.
        header('Content-Type: application/json');
        echo json_encode(array_change_key_case(getallheaders()));
        break;
    default:
        http_response_code(404);
}

function page(string $text): void
{
    header('Content-Type: text/html; charset=utf-8');
    echo "<!doctype html><title>Portal</title><p>$text</p>";
}

function text(string $text): void
{
    header('Content-Type: text/plain');
    echo $text;
}
