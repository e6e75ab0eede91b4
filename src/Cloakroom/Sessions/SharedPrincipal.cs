using System.Security.Claims;

namespace Cloakroom.Sessions;

/// <summary>Hands every request a principal of its own without copying the claims.</summary>
/// <remarks>
/// A principal is mutable: a claims transformation may add to it. One that several requests shared would carry additions over from one request to
/// the next. So each request gets new identities that read the claims in place and copy them on the first change.
/// </remarks>
internal sealed class SharedPrincipal(ClaimsPrincipal source)
{
    private readonly ClaimsIdentity[] _identities = [.. source.Identities];

    public ClaimsPrincipal CreateForRequest()
    {
        if (_identities.Length == 1)
            return new ClaimsPrincipal(new CopyOnWriteIdentity(_identities[0]));
        var principal = new ClaimsPrincipal();
        foreach (var identity in _identities)
            principal.AddIdentity(new CopyOnWriteIdentity(identity));
        return principal;
    }

    private sealed class CopyOnWriteIdentity : ClaimsIdentity
    {
        private ClaimsIdentity? _source;

        public CopyOnWriteIdentity(ClaimsIdentity source)
            : base(source.AuthenticationType, source.NameClaimType, source.RoleClaimType)
        {
            _source = source;
            if (source.Label is not null)
                Label = source.Label;
            if (source.Actor is not null)
                Actor = source.Actor.Clone();
            BootstrapContext = source.BootstrapContext;
        }

        public override IEnumerable<Claim> Claims => _source?.Claims ?? base.Claims;

        public override IEnumerable<Claim> FindAll(Predicate<Claim> match) => _source?.FindAll(match) ?? base.FindAll(match);

        public override IEnumerable<Claim> FindAll(string type) => _source?.FindAll(type) ?? base.FindAll(type);

        public override Claim? FindFirst(Predicate<Claim> match) => _source is null ? base.FindFirst(match) : _source.FindFirst(match);

        public override Claim? FindFirst(string type) => _source is null ? base.FindFirst(type) : _source.FindFirst(type);

        public override bool HasClaim(Predicate<Claim> match) => _source?.HasClaim(match) ?? base.HasClaim(match);

        public override bool HasClaim(string type, string value) => _source?.HasClaim(type, value) ?? base.HasClaim(type, value);

        public override void AddClaim(Claim claim)
        {
            Own();
            base.AddClaim(claim);
        }

        public override void AddClaims(IEnumerable<Claim?> claims)
        {
            Own();
            base.AddClaims(claims);
        }

        public override bool TryRemoveClaim(Claim? claim)
        {
            var index = Own(claim);
            return base.TryRemoveClaim(index ?? claim);
        }

        public override void RemoveClaim(Claim? claim)
        {
            var index = Own(claim);
            base.RemoveClaim(index ?? claim);
        }

        public override ClaimsIdentity Clone()
        {
            Own();
            return base.Clone();
        }

        protected override void WriteTo(BinaryWriter writer, byte[]? userData)
        {
            Own();
            base.WriteTo(writer, userData);
        }

        /// <summary>Copies the claims in, and says which copy stands for <paramref name="wanted"/>, since removal goes by reference.</summary>
        private Claim? Own(Claim? wanted = null)
        {
            var source = Interlocked.Exchange(ref _source, null);
            if (source is null)
                return null;
            Claim? copyOfWanted = null;
            foreach (var claim in source.Claims)
            {
                var copy = claim.Clone(this);
                if (ReferenceEquals(claim, wanted))
                    copyOfWanted = copy;
                base.AddClaim(copy);
            }

            return copyOfWanted;
        }
    }
}
