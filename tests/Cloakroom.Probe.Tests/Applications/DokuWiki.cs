using System.Globalization;
using System.Security.Cryptography;
using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>
/// DokuWiki as Debian packages it, on php-fpm behind nginx, in the way its documentation says. Members have notes that nobody else can read and that the
/// same search finds for each of them; who has edited a page is shown to everybody.
/// </summary>
internal static class DokuWiki
{
    private const string Sources = "/usr/share/dokuwiki";
    private const long Edited = 1_700_000_000;

    /// <summary>What is missing on this machine; null when it can run.</summary>
    public static string? WhyUnavailable =>
        File.Exists(Path.Combine(Sources, "doku.php")) ? Prerequisites.WhyUnavailable(ApplicationKind.PhpFpm) : "DokuWiki is not installed (apt install dokuwiki).";

    public static async Task<RunningApplication> StartAsync()
    {
        var wiki = new RunningApplication();
        try
        {
            WriteFiles(wiki);
            await wiki.StartAsync(Prerequisites.PhpFpm ?? throw new ScenarioInvalidException("php-fpm is not installed."), (directory, port) => PhpArguments(wiki.Directory, directory, port));
            var fpm = wiki.Address;
            await wiki.StartAsync("nginx", (directory, port) => FrontArguments(directory, port, fpm));
            await IndexAsync(wiki.Address);
            return wiki;
        }
        catch
        {
            await wiki.DisposeAsync();
            throw;
        }
    }

    private static void WriteFiles(RunningApplication wiki)
    {
        var data = Path.Combine(wiki.Directory, "data");
        foreach (var name in (string[])["attic", "cache", "index", "locks", "log", "media", "media_attic", "media_meta", "meta", "pages", "tmp"])
            Directory.CreateDirectory(Path.Combine(data, name));
        foreach (var name in (string[])["sessions", "tmp"])
            Directory.CreateDirectory(Path.Combine(wiki.Directory, name));

        // Debian's preload.php takes another directory of configuration when it is named before.
        wiki.Write("prepend.php", $"<?php define('DOKU_CONF', '{wiki.Directory}/conf/');\n");
        wiki.Write("conf/local.php", $"""
            <?php
            $conf['title'] = 'Field notes';
            $conf['savedir'] = '{data}';
            $conf['useacl'] = 1;
            $conf['userewrite'] = 1;
            $conf['showuseras'] = 'username';
            $conf['disableactions'] = 'register,resendpwd';
            """);
        wiki.Write("conf/acl.auth.php", "*\t@ALL\t1\nnotes:*\t@ALL\t0\nnotes:%USER%:*\t%USER%\t16\n");
        wiki.Write("conf/users.auth.php", string.Concat(Member.All.Select(member => $"{member.User}:{HashOf(member.Password)}:{member.FullName}:{member.Email}:user\n")));
        foreach (var member in Member.All)
            wiki.Write($"data/pages/notes/{member.User}/garden.txt", $"====== Garden ======\n{member.Note}\n");
        // Edited by the first: DokuWiki believes its log when the file is as old as the entry.
        var edit = string.Create(CultureInfo.InvariantCulture, $"{Edited}\t127.0.0.1\tC\tstart\t{Member.All[0].User}\tcreated\t\t36\n");
        wiki.Write("data/meta/start.changes", edit);
        wiki.Write("data/meta/_dokuwiki.changes", edit);
        File.SetLastWriteTimeUtc(wiki.Write("data/pages/start.txt", "====== Welcome ======\nSee [[journal]].\n"), DateTimeOffset.FromUnixTimeSeconds(Edited).UtcDateTime);
    }

    /// <summary>In Django's form, which DokuWiki takes as well.</summary>
    private static string HashOf(string password)
    {
        const int rounds = 1000;
        const string salt = "twelve-chars";
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, System.Text.Encoding.UTF8.GetBytes(salt), rounds, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2_sha256${rounds}${salt}${Convert.ToBase64String(hash)}");
    }

    private static IReadOnlyList<string> PhpArguments(string home, string directory, int port)
    {
        var arguments = PhpFpm.Arguments(directory, port);
        File.AppendAllText(Path.Combine(directory, "php-fpm.conf"), $"""

            php_admin_value[auto_prepend_file] = {home}/prepend.php
            php_admin_value[session.save_path] = {home}/sessions
            php_admin_value[sys_temp_dir] = {home}/tmp
            php_admin_value[upload_tmp_dir] = {home}/tmp
            """);
        return arguments;
    }

    // As https://www.dokuwiki.org/install:nginx and https://www.dokuwiki.org/rewrite have it.
    private static IReadOnlyList<string> FrontArguments(string directory, int port, Uri fpm)
    {
        var configuration = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            pid {{directory}}/nginx.pid;
            events { worker_connections 1024; }
            http {
              include /etc/nginx/mime.types;
              access_log off;
              client_body_temp_path {{directory}}/body;
              proxy_temp_path {{directory}}/proxy;
              fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi;
              scgi_temp_path {{directory}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                root {{Sources}};
                index doku.php;
                location ~ ^/(conf|bin|inc|vendor)/ { deny all; }
                location ~ ^/lib/.*\.(css|js|gif|png|ico|jpg|jpeg|svg)$ { expires 365d; }
                location / { try_files $uri $uri/ @dokuwiki; }
                location @dokuwiki {
                  rewrite ^/_media/(.*) /lib/exe/fetch.php?media=$1 last;
                  rewrite ^/_detail/(.*) /lib/exe/detail.php?media=$1 last;
                  rewrite ^/_export/([^/]+)/(.*) /doku.php?do=export_$1&id=$2 last;
                  rewrite ^/(.*) /doku.php?id=$1&$args last;
                }
                location ~ \.php$ {
                  try_files $uri =404;
                  include /etc/nginx/fastcgi_params;
                  fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
                  fastcgi_pass {{fpm.Authority}};
                }
              }
            }
            """);
        return ["-p", directory, "-c", configuration, "-e", Path.Combine(directory, "error.log")];
    }

    // What every page asks of browsers: DokuWiki has no other worker.
    private static async Task IndexAsync(Uri wiki)
    {
        using var client = new HttpClient();
        foreach (var page in Member.All.Select(member => $"notes:{member.User}:garden").Append("start"))
            await client.GetByteArrayAsync(new Uri(wiki, $"/lib/exe/taskrunner.php?id={page}"), TestContext.Current.CancellationToken);
    }
}
